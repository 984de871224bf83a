/** When each of a handler's timers is due, in milliseconds since the epoch. */
export class FakeTimers extends Map<number, number> {
  /** Removes and answers the first that is due by `until`. */
  takeDue(until: number): { readonly id: number; readonly at: number } | undefined {
    const due = [...this].filter(([, at]) => at <= until).sort((a, b) => a[1] - b[1])[0];
    if (due === undefined) return undefined;
    this.delete(due[0]);
    return { id: due[0], at: due[1] };
  }
}
