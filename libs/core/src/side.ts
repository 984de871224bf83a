/** The two ends of a connection that Weir stands between. */
export const CLIENT = 0;
export const SERVER = 1;
export type Side = typeof CLIENT | typeof SERVER;

export function other(side: Side): Side {
  return side === CLIENT ? SERVER : CLIENT;
}
