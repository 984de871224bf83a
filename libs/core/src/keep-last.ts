/** Puts `value` last, and forgets the first where there are more than `limit` then: Map keeps its keys in the order in which they came. */
export function keepLast<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= limit) return;
  const [first] = map.keys();
  map.delete(first!);
}
