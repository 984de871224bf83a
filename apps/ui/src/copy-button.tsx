import { useSignal } from '@preact/signals';

const SAID_MS = 1500;

interface CopyButtonProps {
  readonly label: string;
  readonly text: () => string | Promise<string>;
}

/** Browsers have no clipboard for pages over plain HTTP from another machine: then there is no button. */
export function CopyButton({ label, text }: CopyButtonProps) {
  const said = useSignal<string | undefined>(undefined);
  if ((navigator.clipboard as Clipboard | undefined) === undefined) return null;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(await text());
      said.value = 'Copied';
    } catch {
      said.value = 'Not copied';
    }
    setTimeout(() => { said.value = undefined; }, SAID_MS);
  };
  return <button type="button" class="small" onClick={() => void copy()}>{label}<span role="status" class="said">{said.value}</span></button>;
}
