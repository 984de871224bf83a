/** Why there is no bundle, in words for the person who asked for it. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}
