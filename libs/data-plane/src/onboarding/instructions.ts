import type { ExportFormat } from '@weir/certs';

/** A sentence, where `code` stands in backticks; or lines to be run or written as they are. */
export type Step = string | { readonly lines: string };

/** How one kind of client is made to trust the authority. */
export interface Instruction {
  readonly title: string;
  /** The file that it takes. */
  readonly takes: ExportFormat;
  readonly steps: readonly Step[];
}

export interface InstructionGroup {
  readonly title: string;
  readonly instructions: readonly Instruction[];
}

const systems: readonly Instruction[] = [
  { title: 'Debian, Ubuntu', takes: 'pem', steps: [{ lines: 'sudo cp weir-ca.pem /usr/local/share/ca-certificates/weir.crt\nsudo update-ca-certificates' }] },
  { title: 'Fedora, RHEL', takes: 'pem', steps: [{ lines: 'sudo cp weir-ca.pem /etc/pki/ca-trust/source/anchors/\nsudo update-ca-trust' }] },
  { title: 'Arch Linux', takes: 'pem', steps: [{ lines: 'sudo trust anchor --store weir-ca.pem' }] },
  {
    title: 'macOS', takes: 'pem',
    steps: [
      { lines: 'sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain weir-ca.pem' },
      'Or open the file with Keychain Access, find Weir in the keychain System and set Trust to Always Trust.',
    ],
  },
  {
    title: 'Windows', takes: 'cer',
    steps: ['In a terminal that runs as administrator:', { lines: 'certutil -addstore -f root weir-ca.cer' }, 'Or open the file, Install Certificate, and choose the store Trusted Root Certification Authorities.'],
  },
  {
    title: 'Android', takes: 'cer',
    steps: [
      'Settings, Security and privacy, More security settings, Encryption and credentials, Install a certificate, CA certificate (names differ between makers), and choose the file.',
      'Browsers accept it then. Other apps, since Android 7, only where their developers allow certificates of the user (`networkSecurityConfig`).',
    ],
  },
  {
    title: 'iOS, iPadOS', takes: 'cer',
    steps: [
      'Open the file in Safari and allow the profile to be downloaded.',
      'Settings, General, VPN and Device Management: install the profile.',
      'Settings, General, About, Certificate Trust Settings: switch it on. Without this step it is not trusted.',
    ],
  },
];

const browsers: readonly Instruction[] = [
  { title: 'Firefox', takes: 'pem', steps: ['Settings, Privacy and Security, Certificates, View Certificates, Authorities, Import. Tick "Trust this CA to identify websites".'] },
  {
    title: 'Chrome, Chromium, Edge', takes: 'pem',
    steps: [
      'On Windows and macOS they trust what the system trusts: see there.',
      'On Linux: Settings, Privacy and security, Security, Manage certificates, and import the file among those that you trust. Or, with the package libnss3-tools (nss-tools, nss):',
      { lines: 'certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n weir -i weir-ca.pem' },
    ],
  },
];

const programs: readonly Instruction[] = [
  { title: 'curl', takes: 'pem', steps: [{ lines: 'curl --cacert weir-ca.pem https://example.com/' }] },
  { title: 'Node.js', takes: 'pem', steps: [{ lines: 'NODE_EXTRA_CA_CERTS=$PWD/weir-ca.pem node app.js' }] },
  {
    title: 'Python', takes: 'pem',
    steps: [
      { lines: 'export REQUESTS_CA_BUNDLE=$PWD/weir-ca.pem SSL_CERT_FILE=$PWD/weir-ca.pem' },
      'These replace the authorities that Python trusts otherwise. For servers that are not reached through Weir, name a file with both:',
      { lines: 'cat "$(python3 -m certifi)" weir-ca.pem > weir-bundle.pem' },
    ],
  },
  { title: 'Java', takes: 'pem', steps: [{ lines: 'keytool -importcert -cacerts -storepass changeit -noprompt -alias weir -file weir-ca.pem' }] },
  { title: 'git', takes: 'pem', steps: [{ lines: 'git -c http.sslCAInfo=$PWD/weir-ca.pem clone https://example.com/project.git' }] },
  {
    title: 'Docker', takes: 'pem',
    steps: [
      'In an image of Debian or Ubuntu:',
      { lines: 'COPY weir-ca.pem /usr/local/share/ca-certificates/weir.crt\nRUN update-ca-certificates' },
      'Or for one run, with the variable of the program inside:',
      { lines: 'docker run -v "$PWD/weir-ca.pem:/weir-ca.pem:ro" -e NODE_EXTRA_CA_CERTS=/weir-ca.pem IMAGE' },
    ],
  },
  {
    title: 'Kubernetes', takes: 'pem',
    steps: [
      { lines: 'kubectl create configmap weir-ca --from-file=weir-ca.pem' },
      'In the pod, with the variable of the program inside:',
      {
        lines: 'containers:\n- env: [{ name: NODE_EXTRA_CA_CERTS, value: /weir/weir-ca.pem }]\n  volumeMounts: [{ name: weir-ca, mountPath: /weir, readOnly: true }]\nvolumes:\n- name: weir-ca\n  configMap: { name: weir-ca }',
      },
    ],
  },
];

/** For every kind of client that is known here; docs/certificates.md says more. */
export const instructions: readonly InstructionGroup[] = [
  { title: 'Systems', instructions: systems },
  { title: 'Browsers', instructions: browsers },
  { title: 'Programs', instructions: programs },
];
