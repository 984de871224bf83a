import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readChart } from './chart.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-chart-'));
  write({ 'Chart.yaml': 'apiVersion: v2\nname: small\nversion: 0.1.0\n', 'values.yaml': 'a: 1\n', 'values.schema.json': '{}', 'templates/b/c.yaml': '{{ .Values.a }}', 'templates/_x.tpl': '{{ define "x" }}{{ end }}', 'templates/NOTES.txt': 'hello' });
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a folder', () => {
  const chart = readChart(folder);
  expect(chart.metadata.name).toBe('small');
  expect(chart.values).toEqual({ a: 1 });
  expect(chart.files).toEqual(['small/templates/NOTES.txt', 'small/templates/b/c.yaml']);
  expect([...chart.templates.keys()]).toEqual(['small/templates/NOTES.txt', 'small/templates/_x.tpl', 'x', 'small/templates/b/c.yaml']);
});

test('one name twice', () => {
  write({ 'templates/_y.tpl': '{{ define "x" }}{{ end }}' });
  expect(() => readChart(folder)).toThrow('templates/_y.tpl: x is defined in another file too');
});

test('a template that cannot be read', () => {
  write({ 'templates/b/d.yaml': 'a\n{{ if }}' });
  expect(() => readChart(folder)).toThrow('small/templates/b/d.yaml:2: a value is missing');
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
