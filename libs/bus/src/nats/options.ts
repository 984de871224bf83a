import { grouped, integer, list, optionalText, size } from '@weir/service';

/** How a service reaches NATS, and says who it is. */
export const natsOptions = grouped('NATS', {
  nats_url: list(['nats://127.0.0.1:4222'], 'URL', 'a server of NATS: nats://HOST:PORT or tls://HOST:PORT; several are one cluster'),
  nats_creds: optionalText('FILE', 'a .creds file that says who this is'),
  nats_nkey: optionalText('SEED|@FILE', 'the seed of an nkey that says who this is', { secret: true }),
  nats_user: optionalText('USER:PASSWORD|@FILE', 'a name and a password that say who this is', { secret: true }),
  nats_ca: optionalText('FILE', "PEM file with the authorities that NATS is verified against; without it Node's own"),
  nats_cert: optionalText('FILE', 'PEM file with our certificate, where NATS wants one'),
  nats_key: optionalText('FILE', 'PEM file with its key'),
});

/** How the stream is made where there is none. */
export const streamOptions = grouped('The stream of flows, where there is none yet', {
  stream_replicas: integer(1, 1, 5, 'N', 'servers of the cluster that keep each batch'),
  stream_bytes: size('4g', 'the oldest batches go beyond this, read or not'),
  stream_age: integer(72, 1, 8_760, 'HOURS', 'batches go after this, read or not'),
});
