import { useRef } from 'preact/hooks';
import { indexForTab } from './tab-keys.ts';

export interface Tab {
  readonly name: string;
  readonly title: string;
  /** How many there are of what it shows. */
  readonly count?: number;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly chosen: string;
  /** The id of the panel. */
  readonly panel: string;
  readonly choose: (name: string) => void;
}

/** WAI-ARIA's tabs: one stop for the tab key, arrows within. */
export function Tabs({ label, tabs, chosen, panel, choose }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = indexForTab(event.key, tabs.findIndex(({ name }) => name === chosen), tabs.length);
    if (index === undefined) return;
    event.preventDefault();
    choose(tabs[index]!.name);
    (list.current!.children[index] as HTMLElement).focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {tabs.map(({ name, title, count }) => (
        <button key={name} type="button" role="tab" id={`${panel}-${name}`} aria-controls={panel} aria-selected={name === chosen}
          tabIndex={name === chosen ? 0 : -1} onClick={() => choose(name)}>
          {title}{count !== undefined && <small> {count.toLocaleString()}</small>}
        </button>
      ))}
    </div>
  );
}
