/**
 * Which names the API answers to. A page of another site can make a browser call 127.0.0.1 under a name of its own (DNS rebinding),
 * but cannot choose what Host and Origin then say.
 */
export class HostCheck {
  readonly #names: ReadonlySet<string>;
  readonly #given: ReadonlySet<string>;

  /** @param bound the address that is listened on; @param given api_hosts. */
  constructor(bound: string, given: readonly string[]) {
    this.#given = new Set(given.map(bare));
    this.#names = new Set(['localhost', bare(bound), ...this.#given]);
  }

  /** `local` is the address at which the connection arrived: with a wildcard it is the bound address. Ports may differ: they are forwarded. */
  allowsHost(host: string | undefined, local: string | undefined): boolean {
    const name = hostname(host);
    return name !== undefined && (this.#names.has(name) || name === bare(local ?? ''));
  }

  /** RFC 6454: absent, the origin that the request itself was made to, or one of api_hosts. Another port of this machine is another origin. */
  allowsOrigin(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined) return true;
    if (!URL.canParse(origin)) return false;
    const url = new URL(origin);
    return (url.host !== '' && url.host === authority(host, url.protocol)) || this.#given.has(bare(url.hostname));
  }
}

/** As URL normalises it, without the port that is the scheme's default. */
function authority(host: string | undefined, scheme: string): string | undefined {
  return URL.canParse(`${scheme}//${host}`) ? new URL(`${scheme}//${host}`).host : undefined;
}

function hostname(host: string | undefined): string | undefined {
  if (host === undefined || !/^(?:\[[0-9a-f]*:[0-9a-f:.]*\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.test(host)) return undefined;
  return bare(host.replace(/:\d+$/, ''));
}

/** Lower case, without brackets, the final dot, or the prefix of an IPv4 address on an IPv6 socket. */
function bare(name: string): string {
  return name.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '').replace(/^::ffff:(?=\d+\.)/, '');
}
