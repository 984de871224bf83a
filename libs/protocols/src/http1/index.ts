export { Http1Handler } from './handler.ts';
export { Http1Parser, type Framed, type MessageEvents, type ParserOptions } from './parser.ts';
export {
  Body, RequestHead, ResponseHead, parseRequestHead, parseResponseHead, requestBody, responseBody, type TargetForm,
} from './head.ts';
export { defaultHttpOptions, type Http1Parts, type HttpOptions } from './options.ts';
export { errorPage, type ErrorPage } from './error-page.ts';
export { readBasicCredentials } from './basic-credentials.ts';
export { parseAuthority, type Authority } from './authority.ts';
export { makeHttp1, type Http1Settings } from './make.ts';
export { fuzzHttp1 } from './parser.fuzz.ts';
