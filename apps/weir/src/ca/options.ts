import { planeOptions } from '@weir/data-plane/options';
import { choice, flag, grouped, homeOption, integer, optionalText, own, type Values } from '@weir/service';

const { ca_url, ca_trust, ca_token, ca_service_account_token } = planeOptions;

/** Everything that `weir ca` can be told. */
export const caOptions = {
  ...own('ca', grouped('What is exported', { format: choice(['pem', 'p12', 'cer'], 'pem', 'PEM; PKCS#12 with an empty password; DER') })),
  ...own('ca', grouped('What is imported', { key_passphrase: optionalText('T|@FILE', 'what the key that is given is encrypted with', { secret: true }) })),
  ...own('ca', grouped('What was issued', {
    caller: optionalText('NAME', 'to this caller alone'),
    host: optionalText('NAME', 'certificates with this name alone'),
    since: optionalText('T', 'since then: 2026-11-23T10:00:00Z (UTC where it names no zone), or so long ago: 15m or -15m (s, m, h, d, w)'),
    count: integer(100, 1, 1_000_000, 'N', 'no more than so many: the last', { short: 'n' }),
    follow: flag(false, 'go on with what is issued from now on, until Ctrl-C'),
    json: flag(false, 'an object a line'),
  })),
  ...grouped('Which authority', {
    ca_url, ca_trust, ca_token, ca_service_account_token,
    home: homeOption,
    ca_passphrase: optionalText('T|@FILE', 'what the key files of the authority in --home are encrypted with', { secret: true }),
  }),
};

export type CaValues = Values<typeof caOptions>;
