import type { MethodManifest, ServiceManifest } from '../../catalogue/manifest.js';
import { isForClients } from '../../catalogue/tool-input.js';
import { SERVICE_NAMES } from '../services/names.js';
import { positionsOf } from '../services/signatures.js';
import { inLanguage, type Language, word } from './language.js';

/** The types of values, as comments name them. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  text: ['String'],
  secret: ['String'],
  connection: ['String', 'Structure', 'Map'],
  number: ['Number'],
  flag: ['Boolean'],
  date: ['Date'],
  bytes: ['BinaryData', 'String'],
  list: ['Array'],
  record: ['Structure', 'Map'],
};

/** How the modules of an export are named and written. */
export interface Style {
  language: Language;
  /** What their names begin with, in place of `OPI_`. */
  prefix: string;
}

/** The name of the module that all others call. */
export function serverModuleName({ language, prefix }: Style): string {
  return prefix + word('Server', language);
}

/** The name of a service's module. */
export function moduleName(service: string, { language, prefix }: Style): string {
  const names = SERVICE_NAMES[service]!;
  return prefix + names[language === 'ru' ? 'russian' : 'module'].replace(/^OPI_/, '');
}

/** The methods of a service that its module has: those that OInt's server offers. */
export function exportedMethods({ regions }: ServiceManifest): MethodManifest[] {
  return regions.flatMap(({ methods }) => methods).filter(isForClients);
}

/** The module of a service: a function for each method. */
export function serviceModule(service: ServiceManifest, style: Style): string {
  const functions = exportedMethods(service).map((method) => functionOf(service, method, style));
  const { language } = style;
  return [
    `// ${service.title}: ${service.summary}`,
    `// oint 1c export ${process.env.OINT_VERSION ?? ''}`.trimEnd(),
    '',
    inLanguage('#Region Public', language),
    '',
    functions.join('\n'),
    inLanguage('#EndRegion', language),
    '',
  ].join('\n');
}

function functionOf(service: ServiceManifest, method: MethodManifest, style: Style): string {
  const { language } = style;
  const { methods } = SERVICE_NAMES[service.name]!;
  const name = (language === 'ru' && methods[method.name]) || method.name;
  const positions = positionsOf(service.name, method.name, method.params);
  const lastRequired = positions.findLastIndex(({ param }) => param?.required);
  const params = positions.map((position, index) => ({
    ...position,
    name: language === 'ru' ? position.russian : position.name,
    // Nothing can be left out in front of what is required.
    optional: index > lastRequired,
  }));
  const code = (text: string) => inLanguage(text, language);
  const header = params
    .map(({ name, optional }) => code('Val ') + name + (optional ? code(' = Undefined') : ''))
    .join(', ');
  const call = `${serverModuleName(style)}.${code('CallMethod')}`;
  const values = code('CallValues');
  const kind = resultKind(service.name, method);
  return [
    ...comment(method, params, kind, language),
    `${code('Function')} ${name}(${header}) ${code('Export')}`,
    `\t${values} = ${code('New Map')};`,
    ...params.map(({ name, option }) => `\t${values}.${code('Insert')}("${option}", ${name});`),
    `\t${code('Return')} ${call}("${service.name}/${method.name}", ${values}${kind ? `, ${code(`"${kind}"`)}` : ''});`,
    code('EndFunction'),
    '',
  ].join('\n');
}

/** What a result becomes, if it is not a map or what the service returned. */
function resultKind(service: string, { name, binary }: MethodManifest): string | undefined {
  if (binary !== undefined) return 'BinaryData';
  return SERVICE_NAMES[service]!.structures.includes(name) ? 'Structure' : undefined;
}

interface Shown {
  name: string;
  param: MethodManifest['params'][number] | undefined;
  optional: boolean;
}

/** The comment above a function, as 1C:Enterprise shows it. */
function comment(
  method: MethodManifest,
  params: readonly Shown[],
  kind: string | undefined,
  language: Language,
): string[] {
  const typesOf = (names: readonly string[]) => names.map((one) => word(one, language)).join(', ');
  const lines = params.map(({ name, param }) => {
    const types = typesOf(TYPES[param?.kind ?? ''] ?? ['Arbitrary']);
    return ` ${name} - ${types} - ${param ? summaryOf(param) : '-'}`;
  });
  return [
    method.summary,
    ...(method.reference ? [method.reference] : []),
    ...(lines.length > 0 ? ['', `${word('Parameters', language)}:`, ...lines] : []),
    '',
    `${word('Returns', language)}:`,
    ` ${typesOf([kind ?? 'Arbitrary'])}`,
    '',
  ].map((line) => `// ${line}`.trimEnd());
}

function summaryOf({ summary, default: usual }: MethodManifest['params'][number]): string {
  const text = summary.replace(/\s+/g, ' ');
  return usual === undefined || usual === '' ? text : `${text} (${JSON.stringify(usual)})`;
}
