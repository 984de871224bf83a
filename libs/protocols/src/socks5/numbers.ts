// The numbers of SOCKS5 on the wire, as a server and as a client.

export const VERSION = 5;

/** Methods (RFC 1928, 3). */
export const NO_AUTHENTICATION = 0;
export const USER_PASSWORD = 2;
export const NO_ACCEPTABLE_METHOD = 0xff;

/** Commands (RFC 1928, 4). */
export const CONNECT = 1;
export const BIND = 2;
export const UDP_ASSOCIATE = 3;

/** Types of an address (RFC 1928, 5). */
export const IPV4 = 1;
export const DOMAIN = 3;
export const IPV6 = 4;

/** The version of the subnegotiation of RFC 1929. */
export const SUBNEGOTIATION = 1;

/** Replies (RFC 1928, 6). */
export const SUCCEEDED = 0;
export const GENERAL_FAILURE = 1;
export const NOT_ALLOWED = 2;
export const NETWORK_UNREACHABLE = 3;
export const HOST_UNREACHABLE = 4;
export const CONNECTION_REFUSED = 5;
export const TTL_EXPIRED = 6;
export const COMMAND_NOT_SUPPORTED = 7;
export const ADDRESS_TYPE_NOT_SUPPORTED = 8;
