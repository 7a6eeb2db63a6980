import json5 from 'json5';
import { exampleOf } from '../catalogue/example.js';
import type { MethodManifest, ParamManifest, ServiceManifest } from '../catalogue/manifest.js';
import { isRecord } from '../core/util/is-record.js';

const WIDE = 76;

/** A complete program that calls a method, including the connection or what else it needs open. */
export function programFor(service: ServiceManifest, method: MethodManifest): string {
  const { name, identifier } = service;
  const shown = shownParams(method);
  const handle = shown.find(isHandle);
  const opens = handle && openerOf(service, handle);
  const call = `${identifier}.${functionName(method)}(${inputOf(shown)})`;
  const isOpener = method.name === 'CreateConnection';
  return [
    `import ${identifier} from 'oint/${name}';`,
    '',
    ...(opens
      ? [
          `await using ${exampleOf(handle!)} = await ${identifier}.${functionName(opens)}(${openInput(opens)});`,
        ]
      : []),
    `${isOpener ? 'await using connection' : 'const result'} = await ${call};`,
  ].join('\n');
}

/** `getResponse` for `GetResponse`. */
export function functionName({ name }: MethodManifest): string {
  return name[0]!.toLowerCase() + name.slice(1);
}

function openInput(method: MethodManifest): string {
  return inputOf(shownParams(method));
}

/** The required params; if there are none, those with an example. */
function shownParams({ name, params }: MethodManifest): ParamManifest[] {
  const required = params.filter((param) => param.required);
  if (required.length > 0 || name !== 'CreateConnection') return required;
  return params.filter(({ example }) => example !== undefined);
}

/** The method that opens it: kinds say "an open request, as NewRequest returns it". */
function openerOf(
  { regions }: ServiceManifest,
  { takes }: ParamManifest,
): MethodManifest | undefined {
  const [, opener = 'CreateConnection'] = /, as (\w+) returns it/.exec(takes) ?? [];
  const methods = regions.flatMap((region) => region.methods);
  return (
    methods.find(({ name }) => name === opener) ??
    methods.find(({ name }) => /^(Create|New|Start)/.test(name))
  );
}

/** True for a value that only a program has, such as an open connection: its example is a variable. */
function isHandle(param: ParamManifest): boolean {
  return param.kind === 'connection' && /^[a-z]\w*$/.test(exampleOf(param));
}

function inputOf(params: readonly ParamManifest[]): string {
  if (params.length === 0) return '{}';
  const fields = params.map((param) => {
    const value = literalOf(param);
    return value === param.key ? value : `${param.key}: ${value}`;
  });
  const line = `{ ${fields.join(', ')} }`;
  if (line.length + 40 <= WIDE) return line;
  return `{\n${fields.map((field) => `  ${field.replaceAll('\n', '\n  ')},\n`).join('')}}`;
}

function literalOf(param: ParamManifest): string {
  const example = exampleOf(param);
  if (isHandle(param)) return example;
  if (param.kind === 'number' || param.kind === 'flag') return example;
  const isJson = ['list', 'record', 'connection'].includes(param.kind) && /^[[{]/.test(example);
  return isJson ? literal(json5.parse(example)) : literal(example);
}

/** A value as source code; values that users would look up are looked up in the program. */
function literal(value: unknown): string {
  if (typeof value === 'string') {
    const [, variable] = /^env:(\w+)$/.exec(value) ?? [];
    return variable ? `process.env.${variable}!` : quoted(value);
  }
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (!isRecord(value)) return String(value);
  const fields = Object.entries(value).map(([key, one]) => {
    return `${/^\w+$/.test(key) ? key : quoted(key)}: ${literal(one)}`;
  });
  const line = `{ ${fields.join(', ')} }`;
  return line.length <= WIDE - 20 ? line : `{\n${fields.map((field) => `  ${field},\n`).join('')}}`;
}

function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return escaped.includes("'") && !escaped.includes('"')
    ? `"${escaped}"`
    : `'${escaped.replaceAll("'", "\\'")}'`;
}
