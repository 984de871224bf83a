/** Of the password `secret`. */
export const secret = {
  /** bcryptjs 3.0.3, cost 4, with the letter that htpasswd writes. */
  bcrypt: '$2y$04$8YSxyujuyVkiu955sekh1Or.WVGHGJRtk/wHwcskBhB1blQz6S18W',
  /** openssl 3.0.22: openssl passwd -apr1 -salt saltsalt secret. */
  apr1: '$apr1$saltsalt$LrttParrLPdxvgutaSXWJ0',
  /** openssl 3.0.22: openssl dgst -sha1 -binary | base64. */
  sha: '{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=',
};
