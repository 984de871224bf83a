import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** Drawn from bytes that are here already: nothing is fetched, and an image runs nothing. */
export function ImageView({ bytes, type }: { readonly bytes: Uint8Array; readonly type: string }) {
  const url = useSignal<string | undefined>(undefined);
  const said = useSignal(type);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type }));
    url.value = made;
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return (
    <figure class="image">
      {url.value !== undefined && (
        <img src={url.value} alt="The body, as an image"
          onLoad={({ currentTarget }) => { said.value = `${type}, ${currentTarget.naturalWidth} \u00d7 ${currentTarget.naturalHeight}`; }}
          onError={() => { said.value = `${type}, but it cannot be drawn`; }} />
      )}
      <figcaption class="note">{said.value}</figcaption>
    </figure>
  );
}
