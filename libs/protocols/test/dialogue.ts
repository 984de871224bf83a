import type { Dialogue, Heard } from '../src/starttls/dialogue.ts';
import { refusals, upgrades, type Line } from './starttls.ts';

/** What the last of these lines means; ends early where there is nothing more to hear. */
function hear(dialogue: Dialogue, lines: readonly Line[], each?: 'byte'): Heard {
  let last: Heard = 'more';
  for (const [side, text] of lines) {
    for (const part of each === undefined ? [text] : text) {
      last = dialogue.hear(side, Buffer.from(part, 'latin1'));
      if (last === 'over' || granted(last)) return last;
    }
  }
  return last;
}

const granted = (heard: Heard) => typeof heard === 'object' && heard.turn === 'granted';

/** What holds for the dialogue of each protocol: `name` is what its cases in `upgrades` and `refusals` begin with. */
export function dialogueContract(name: string, make: () => Dialogue): void {
  const own = ([of]: readonly [string, unknown]) => of.startsWith(name);

  test.each(Object.entries(upgrades).filter(own))('%s is granted at its very last byte', (_name, lines) => {
    const last = lines.at(-1)?.[1] ?? '';
    expect(hear(make(), lines)).toEqual({ turn: 'granted', at: last.length });
    expect(hear(make(), lines, 'byte')).toEqual({ turn: 'granted', at: 1 });
    expect(granted(hear(make(), lines.slice(0, -1)))).toBe(false);
  });

  test.each(Object.entries(refusals).filter(own))('%s', (_name, lines) => {
    expect([hear(make(), lines), hear(make(), lines, 'byte')]).toEqual(['over', 'over']);
  });

  test.each(Object.entries({ ...upgrades, ...refusals }).filter((each) => !own(each)))('%s is never granted', (_name, lines) => {
    expect([granted(hear(make(), lines)), granted(hear(make(), lines, 'byte'))]).toEqual([false, false]);
  });
}
