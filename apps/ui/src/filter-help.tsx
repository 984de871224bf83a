import { Menu } from './menu.tsx';

const operators: readonly (readonly [filter: string, meaning: string])[] = [
  ['word', 'the URL has it'],
  ['~d example.com', 'host'],
  ['~m POST', 'method'],
  ['~c 500', 'status'],
  ['~e', 'failed'],
  ['~u "/api/v[12]"', 'URL, a regular expression'],
  ['~h "accept: .*json"', 'a header; ~hq, ~hs of one side'],
  ['~b text', 'a body or message; ~bq, ~bs'],
  ['~t json', 'content type; ~tq, ~ts'],
  ['~tcp', 'kind of flow; ~udp, ~dns, ~http, ~websocket'],
  ['~q', 'no answer yet'],
  ['~src 10.0.0.7', 'client; ~dst: server'],
  ['! ~a', 'not assets (scripts, styles, images)'],
  ['(~c 500 | ~e) & ~m GET', 'or, and'],
];

/** The operators that are asked for most. */
export function FilterHelp({ choose }: { readonly choose: (filter: string) => void }) {
  return (
    <Menu title="?" label="How to filter">
      <table class="operators">
        <caption>Filters, as in mitmproxy</caption>
        <tbody>
          {operators.map(([filter, meaning]) => (
            <tr key={filter}><td><button type="button" class="operator" onClick={() => choose(filter)}>{filter}</button></td><td>{meaning}</td></tr>
          ))}
        </tbody>
      </table>
    </Menu>
  );
}
