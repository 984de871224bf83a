/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  /** In capitals: `RUN`. */
  readonly name: string;
  /** Such as `--from=build`. */
  readonly flags: readonly string[];
  /** What follows them. */
  readonly text: string;
}

export interface Stage {
  readonly image: string;
  /** After `AS`. */
  readonly name?: string;
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  /** ARGs before the first FROM, with their defaults. */
  readonly args: Readonly<Record<string, string>>;
  readonly stages: readonly Stage[];
}

/** As much of the notation as deploy/Dockerfile needs: no heredocs, no other escape than `\`. */
export function parseDockerfile(text: string): Dockerfile {
  const joined = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n/g, ' ');
  const instructions = joined.split('\n').filter((line) => line.trim() !== '').map(instruction);
  const starts = instructions.flatMap(({ name }, at) => (name === 'FROM' ? [at] : []));
  const stages = starts.map((start, n) => {
    const [, image = '', name] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(instructions[start]!.text) ?? [];
    return { image, ...(name !== undefined && { name }), instructions: instructions.slice(start + 1, starts[n + 1]) };
  });
  const args = instructions.slice(0, starts[0]).flatMap(({ text: arg }) => [arg.split('=') as [string, string]]);
  return { args: Object.fromEntries(args), stages };
}

/** The texts of a stage's instructions of that name. */
export function textsOf({ instructions }: Stage, name: string): readonly string[] {
  return instructions.filter((each) => each.name === name).map(({ text }) => text);
}

/** The variables of a stage's ENV instructions: values without spaces. */
export function environmentOf(stage: Stage): Readonly<Record<string, string>> {
  return Object.fromEntries(textsOf(stage, 'ENV').flatMap((text) => text.split(/\s+/).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])));
}

function instruction(line: string): Instruction {
  const [, name = '', flags = '', text = ''] = /^\s*(\w+)\s+((?:--\S+\s+)*)(.*?)\s*$/.exec(line) ?? [];
  return { name: name.toUpperCase(), flags: flags.split(/\s+/).filter((flag) => flag !== ''), text: text.replace(/\s+/g, ' ') };
}
