/** Names that begin as a metric's do, and what they are. */
export const notMetrics: Readonly<Record<string, string>> = {
  weir_found: 'a function of SQL in libs/store',
  weir_token: "the cookie of the collector's page",
};
