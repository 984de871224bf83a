import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface MenuProps {
  readonly title: string;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A panel below a button; Escape, a click elsewhere and leaving it by the tab key close it. */
export function Menu({ title, label, children }: MenuProps) {
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const onPointer = (event: Event): void => {
      if (!element.current!.contains(event.target as Node)) element.current!.open = false;
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, []);
  return (
    <details class="menu" ref={element}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !element.current!.open) return;
        event.stopPropagation();
        element.current!.open = false;
        element.current!.querySelector('summary')!.focus();
      }}
      onFocusOut={(event) => {
        if (event.relatedTarget !== null && !element.current!.contains(event.relatedTarget as Node)) element.current!.open = false;
      }}>
      <summary aria-label={label} title={label}>{title}</summary>
      <div class="panel">{children}</div>
    </details>
  );
}
