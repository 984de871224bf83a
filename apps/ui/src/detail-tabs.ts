import type { FlowJson } from '@weir/flow';
import type { Tab } from './tabs.tsx';

/** The parts that a flow has, in their order. */
export function detailTabs({ request, response, messages }: FlowJson): readonly Tab[] {
  return [
    ...(request === undefined ? [] : [{ name: 'request', title: 'Request' }]),
    ...(response === undefined ? [] : [{ name: 'response', title: 'Response' }]),
    ...(messages === undefined || messages.count === 0 ? [] : [{ name: 'messages', title: 'Messages', count: messages.count }]),
    { name: 'connection', title: 'Connection' },
  ];
}

/** What was chosen, where there is such a part; else what tells most. */
export function chosenTab({ response, error }: FlowJson, tabs: readonly Tab[], chosen: string | undefined): string {
  const has = (name: string): boolean => tabs.some((tab) => tab.name === name);
  if (chosen !== undefined && has(chosen)) return chosen;
  if (has('messages')) return 'messages';
  if (response !== undefined && error === undefined) return 'response';
  return tabs[0]!.name;
}
