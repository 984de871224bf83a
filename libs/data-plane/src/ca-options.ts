import { flag, grouped, list, optionalText } from '@weir/service';

/** Where certificates for clients come from. */
export const caOptions = grouped('Certificate authority', {
  ca_url: list([], 'URL', 'have certificates signed by the certificate authority service at https://HOST:PORT; several are replicas of one; without it the authority in --home signs'),
  ca_trust: optionalText('FILE', "PEM file with the authorities that the service's own certificate is verified against; it need not be there yet"),
  ca_token: optionalText('T|@FILE', 'the bootstrap token that this proxy enrolls with', { secret: true }),
  ca_service_account_token: optionalText('FILE', 'the file of a Kubernetes service account token for the audience weir-ca, which says who this is; read again when it changes'),
  ca_delegated: flag(false, 'have an authority of its own below that of the service, for a day at most: clients go on to be served while the service is away, where it grants that'),
});
