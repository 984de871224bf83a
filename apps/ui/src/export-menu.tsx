import { exportPath } from './api.ts';
import { Menu } from './menu.tsx';
import type { Flows } from './store.ts';

/** Downloads of every flow that matches the filter in force. */
export function ExportMenu({ flows }: { readonly flows: Flows }) {
  const filter = flows.filter.value === '' ? undefined : flows.filter.value;
  return (
    <Menu title="Export" label="Export the flows that match the filter">
      <ul class="choices">
        <li><a href={exportPath('har', { filter })} download>HAR <small>for the network tools of browsers</small></a></li>
        <li><a href={exportPath('jsonl', { filter })} download>JSON Lines <small>each flow as the API has it</small></a></li>
        <li><a href={exportPath('curl', { filter })} download>curl <small>a script that sends the requests again</small></a></li>
      </ul>
    </Menu>
  );
}
