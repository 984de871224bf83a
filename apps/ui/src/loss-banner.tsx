import { useSignal } from '@preact/signals';
import type { LossJson } from '@weir/flow';
import { useEffect } from 'preact/hooks';
import type { Api } from './api.ts';
import { lossText } from './loss-text.ts';

const EVERY_MS = 10_000;

/** Says what is missing: a list that looks whole and is not would mislead. */
export function LossBanner({ api }: { readonly api: Api }) {
  const loss = useSignal<LossJson | undefined>(undefined);
  useEffect(() => {
    const ask = (): void => {
      // A failure shows elsewhere: the list itself is asked for all the time.
      api.loss().then((answer) => { loss.value = answer; }, () => {});
    };
    ask();
    const timer = setInterval(ask, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const text = loss.value === undefined ? undefined : lossText(loss.value);
  return text === undefined ? null : <p class="banner" role="status">{text}</p>;
}
