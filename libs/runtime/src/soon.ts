/** Calls on the next tick: not within this call, or not at all after the function returned was called. */
export function soon(call: () => void): () => void {
  let wanted = true;
  process.nextTick(() => {
    if (wanted) call();
  });
  return () => {
    wanted = false;
  };
}
