import { grouped, homeOption, integer, list, optionalText, parsed, parseListenAddress, text } from '@weir/service';

/** What the certificate authority service can be told, besides how it logs and where its health is. */
export const authorityOptions = {
  ...grouped('Certificate authority', {
    ca_listen: parsed(':8443', '[HOST:]PORT', 'where proxies ask for certificates (gRPC over TLS)', parseListenAddress),
    ca_names: list(['localhost', '127.0.0.1'], 'NAME', 'names and addresses by which proxies reach this service: its own certificate has them, and nobody else gets one with them'),
    ca_policy: text('', 'FILE', 'YAML: who may ask, and for which names; read again when it changes'),
    ca_passphrase: optionalText('T|@FILE', 'what the key files are encrypted with, itself or the file with it', { secret: true }),
    ca_issued_age: integer(400, 1, 36_500, 'DAYS', 'forget what was issued after so long; certificates live for 199 days'),
    home: homeOption,
  }),
  ...grouped('What proxies and their clients are to trust', {
    ca_publish_dir: optionalText('DIR', 'write bundle.pem and identity.pem there too'),
    ca_publish: optionalText('NAME', 'keep them in this ConfigMap too, in the own namespace'),
  }),
  ...grouped('Kubernetes', {
    ca_audience: text('weir-ca', 'NAME', 'the audience of service accounts\' tokens'),
    kubeconfig: optionalText('FILE', 'how the API server is reached; without it as a pod does'),
  }),
};
