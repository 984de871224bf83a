/** What a TokenReview says of a token (authentication.k8s.io/v1). */
export interface TokenStatus {
  readonly authenticated?: boolean;
  readonly audiences?: readonly string[];
  readonly user?: { readonly username?: string };
}

/** Whose token it is, where it is good for this audience. An API server that knows nothing of audiences says none: that is not enough. */
export function audienceGranted(status: TokenStatus | undefined, audience: string): string | undefined {
  if (status?.authenticated !== true || status.audiences?.includes(audience) !== true) return undefined;
  return status.user?.username || undefined;
}
