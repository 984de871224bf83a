import { defaultLimits } from '@weir/core';
import { choice, flag, grouped, homeOption, integer, list, logOptions, optionalText, parsed, size, text, type Values } from '@weir/service';
import { caOptions } from './ca-options.ts';
import { parseOnboardingHost } from './onboarding/onboarding-host.ts';
import { redactionOptions } from './redaction-options.ts';

export { redactionOptions, redactionRuleOptions } from './redaction-options.ts';

/** Everything that a data plane can be told. Names and defaults are mitmproxy's where it has them. */
export const planeOptions = {
  ...grouped('Proxies', {
    mode: list(['regular'], 'SPEC', 'regular, socks5, upstream:http[s]://HOST[:PORT] or reverse:SCHEME://HOST[:PORT] (http, https, tcp, tls), each with @[HOST:]PORT at its end'),
    listen_host: text('', 'HOST', 'address to listen on where the SPEC names none; without it all interfaces'),
    listen_port: integer(undefined, 0, 65535, 'PORT', "port to listen on where the SPEC names none; 0 picks a free one; without it the mode's own: 8080, of socks5 1080", { short: 'p' }),
    workers: integer(1, 1, 64, 'N', 'processes that share the work and the ports; one that crashes is replaced, while the others serve'),
  }),
  ...grouped('Clients', {
    proxyauth: optionalText('any|USER:PASSWORD|@FILE', 'let in only clients that say who they are: with any name, as this one, or as one of an htpasswd file (bcrypt, apr1, SHA-1)', { secret: 'as given' }),
    block_global: flag(true, 'refuse clients with public addresses'),
    block_private: flag(false, 'refuse clients with private addresses'),
    allow_clients: list([], 'NETWORK', 'serve only clients in these networks (10.0.0.0/8, an address), and those on this machine; counts more than block_global and block_private'),
    block_local_destinations: flag(true, 'do not let clients from elsewhere reach loopback, link-local and cloud metadata addresses or ports of Weir; the targets of reverse modes are exempt'),
  }),
  ...grouped('Servers and connections', {
    connection_strategy: choice(['eager', 'lazy'], 'eager', 'connect to the server before the client has sent anything, or when it is needed'),
    keep_server_connections: flag(false, 'keep idle HTTP/1.1 connections to servers for a few seconds, for requests of other clients that may be repeated: for servers that you trust to answer once'),
    ssl_insecure: flag(false, 'do not verify the certificates of servers'),
    ssl_verify_upstream_trusted_ca: optionalText('FILE', "PEM file with the authorities that servers are verified against; without it Node's own"),
    upstream_cert: flag(true, "copy the names of the server's certificate into the one that the client sees"),
    rawtcp: flag(true, 'relay connections of unknown protocols as raw TCP'),
    tcp_timeout: integer(defaultLimits.idleMs / 1000, 1, 2_000_000, 'SECONDS', 'close connections that have been silent for so long'),
  }),
  ...grouped('What is looked into', {
    ignore_hosts: list([], 'REGEX', 'pass connections through untouched and unseen where this is found in HOST:PORT: the destination, its address, the SNI, the Host header'),
    allow_hosts: list([], 'REGEX', 'pass all connections through but those where this is found'),
    show_ignored_hosts: flag(false, 'record connections that are passed through as tcp flows'),
    tcp_hosts: list([], 'REGEX', 'relay as raw bytes, with TLS still intercepted, where this is found in the name of the host or the SNI'),
  }),
  ...grouped('The next proxy', {
    via: list([], '[HOST=]URL|@FILE', 'leave through this proxy, in every mode: http://, https:// or socks5://, then [USER:PASSWORD@]HOST[:PORT]; HOST=URL is for that host (written as in no_proxy) and comes first, HOST=direct is no proxy for it', { secret: true }),
    no_proxy: list([], 'HOST', 'reach this directly, whatever via or the mode says: a name and all names below it, .NAME for those below alone, an address, a network such as 10.0.0.0/8, or *; names are not resolved'),
    upstream_auth: optionalText('USER:PASSWORD|@FILE', 'the credentials for the proxy of upstream modes, and (as Authorization) for the target of reverse:http and reverse:https', { secret: true }),
  }),
  ...grouped('HTTP', {
    keep_host_header: flag(false, 'reverse: leave Host as the client sent it'),
    keep_alt_svc_header: flag(false, 'reverse: leave Alt-Svc as the server sent it'),
    body_size_limit: size(undefined, "refuse larger bodies: 413 for a request's, 502 for a response's; without it none"),
  }),
  ...caOptions,
  ...grouped('Onboarding', {
    onboarding: flag(true, 'answer clients at onboarding_host with the certificate to trust, and how; in every mode of HTTP'),
    onboarding_host: parsed('mitm.it', 'HOST', 'the name of that page, on every port; a server of this name is not reached', parseOnboardingHost),
  }),
  ...grouped('What is kept', {
    home: homeOption,
    body_capture_limit: size('1m', 'keep so much of each body, or of the messages of each side; the rest passes uncaptured'),
  }),
  ...redactionOptions([]),
};

/** With how it logs: what a data plane in a process of its own is told. */
export type PlaneValues = Values<typeof planeOptions & typeof logOptions>;
