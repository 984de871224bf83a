/** The tab that a key leads to, from one end on to the other; undefined: it is no key of ours. */
export function indexForTab(key: string, current: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight': return (current + 1) % count;
    case 'ArrowLeft': return (current - 1 + count) % count;
    case 'Home': return 0;
    case 'End': return count - 1;
    default: return undefined;
  }
}
