// A file of its own, so that only the command that wants it loads what makes and reads certificates.
export { exportCertificate } from '@weir/data-plane';
