import { defaultLimits } from '@weir/core';
import { choice, flag, integer, list, optionalText, size, text } from '@weir/service';

/** Where the API is and how to be let in: for every command that asks a running Weir. */
export const clientOptions = {
  api: text('http://127.0.0.1:8081', 'URL', 'the API of a running Weir'),
  api_token: optionalText('T|@FILE', 'its token; without it the one in --home is used', { secret: true }),
  home: text('~/.weir', 'DIR', 'where Weir keeps its files'),
};

/** Everything that `weir up` can be told. Names and defaults are mitmproxy's where it has them. */
export const upOptions = {
  mode: list(['regular'], 'SPEC', 'regular or reverse:SCHEME://HOST[:PORT] (http, https, tcp, tls), each with @[HOST:]PORT'),
  listen_host: text('', 'HOST', 'address to listen on where the SPEC names none; empty: all interfaces'),
  listen_port: integer(undefined, 0, 65535, 'PORT', 'port to listen on where the SPEC names none; 0 picks a free one', { short: 'p' }),
  api: text('127.0.0.1:8081', 'HOST:PORT', 'where the page and the query API listen'),
  api_token: optionalText('T|@FILE', 'token of the API; without it the one in --home, made at first start', { secret: true }),
  api_hosts: list([], 'NAME', 'further names by which the API may be called (Host header)'),
  home: text('~/.weir', 'DIR', 'where Weir keeps the authority (ca/), flows.db and api-token'),
  config: optionalText('FILE', 'YAML file with options by name'),
  log_format: choice(['text', 'json'], 'text', 'how the log is written on standard error'),
  log_level: choice(['debug', 'info', 'warn', 'error', 'silent'], 'info', 'the least important events that are logged'),
  connection_strategy: choice(['eager', 'lazy'], 'eager', 'connect to the server before the client has sent anything, or when it is needed'),
  keep_host_header: flag(false, 'reverse: leave Host as the client sent it'),
  keep_alt_svc_header: flag(false, 'reverse: leave Alt-Svc as the server sent it'),
  ssl_insecure: flag(false, 'do not verify the certificates of servers'),
  ssl_verify_upstream_trusted_ca: optionalText('FILE', 'PEM file with the authorities that servers are verified against'),
  upstream_cert: flag(true, "copy the names of the server's certificate into the one that the client sees"),
  rawtcp: flag(true, 'relay connections of unknown protocols as raw TCP'),
  body_size_limit: size(undefined, 'refuse bodies beyond this (413, 502)'),
  body_capture_limit: size('1m', 'bytes kept of each body, or of the messages of each side'),
  tcp_timeout: integer(defaultLimits.idleMs / 1000, 1, 2_000_000, 'SECONDS', 'close connections that have been silent for so long'),
  retention_age: integer(undefined, 1, 3_650, 'DAYS', 'drop flows older than this'),
  retention_bytes: size(undefined, 'drop the oldest flows when flows.db grows beyond this'),
};
