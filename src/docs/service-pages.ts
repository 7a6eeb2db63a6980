import {
  byCategory,
  type ManifestIndex,
  type ServiceEntry,
  type ServiceManifest,
} from '../catalogue/manifest.js';
import { callParams } from '../core/definition/call-params.js';
import { npmLine, type PackageSet } from '../core/packages/package-set.js';
import { fenced, table } from './method-page.js';
import { code, Prose } from './prose.js';

const plain = new Prose();

/** The list of services, by category. */
export function servicesPage(index: ManifestIndex): string {
  const { services } = index;
  const count = services.reduce((sum, { methods }) => sum + methods.length, 0);
  const head = ['Service', 'Name', 'Description', 'Methods'];
  const sections = byCategory(index).map(
    ({ category, services: some }) => `## ${category}\n\n${table(head, some.map(serviceRow))}`,
  );
  return `# Services

${services.length} services with ${count} methods. Each method is a command, a function and a tool for
agents; all of them support the same [call options](call-options.md). What each is tested against:
[Modules and their tests](modules.md).

${sections.join('\n\n')}
`;
}

function serviceRow({ name, title, summary, methods }: ServiceEntry): string[] {
  return [`[${title}](${name}/index.md)`, code(name), plain.cell(summary), String(methods.length)];
}

/** The page of a service: its methods by region. */
export function servicePage({
  name,
  identifier,
  title,
  summary,
  needs,
  regions,
  request,
}: ServiceManifest): string {
  const sections = regions.map(({ title: region, methods }) => {
    const rows = methods.map((method) => [
      `[${method.name}](${method.name}.md)`,
      plain.cell(method.summary) + (method.programOnly ? ' *(programs only)*' : ''),
    ]);
    return `## ${region}\n\n${table(['Method', 'Description'], rows)}`;
  });
  return `# ${title}

${plain.text(summary)}.

${fenced('sh', `oint ${name}\noint ${name} Method --help`)}

${fenced('ts', `import ${identifier} from 'oint/${name}';`)}

${needs ? needsOf(needs) : ''}${[...sections, ...(request ? [anythingElse(name)] : [])].join('\n\n')}
`;
}

function anythingElse(name: string): string {
  return `## Anything else

What no method does: ${code(`oint ${name} request METHOD PATH`)}, see [Any request](../../guide/requests.md).`;
}

/** The packages to install for it; the executables contain most of them. */
function needsOf(needs: PackageSet): string {
  const unless = needs.builtIn ? `, unless Node is ${needs.builtIn} or newer` : '';
  return `It needs packages that do not come with OInt${unless}. \`oint install\` without a name lists them.

${fenced('sh', `oint install ${needs.name}`)}

In a project of your own: \`${npmLine(needs)}\`.

`;
}

/** The options of every networked call, in addition to its params. */
export function callOptionsPage(): string {
  const rows = Object.entries(callParams).map(([name, { summary, kind, default: usual }]) => [
    code(name),
    plain.cell(summary),
    usual === undefined
      ? ''
      : kind.name === 'duration'
        ? seconds(Number(usual))
        : code(String(usual)),
  ]);
  return `# Call options

Every method that uses a network supports these options, as far as the page of the method names them.
All are optional: the defaults suit slow models as well as fast APIs.

On the command line they are JSON. Times are in seconds or have a unit (\`500ms\`, \`30s\`, \`5m\`, \`1h\`):

${fenced('sh', `oint openai GetModelList --url local --config "{'timeout':30,'retries':3}" --query "data[].id"`)}

In a program they are the second argument. Times are in milliseconds:

${fenced(
  'ts',
  `import openai from 'oint/openai';

const models = await openai.getModelList({ url: 'local' }, { timeout: 30_000, retries: 3 });`,
)}

${table(['Name', 'Description', 'Default'], rows)}

Programs have a few more: \`signal\` (an \`AbortSignal\` that cancels the call), \`onProgress\`
(receives the progress of uploads and downloads), \`debug\` (receives every request and response, secrets
masked) and \`saveTo\` (the file to save a binary result to; on the command line \`--out\`).
`;
}

function seconds(milliseconds: number): string {
  const all = milliseconds / 1000;
  return all % 60 === 0 ? `${all / 60} min` : `${all} s`;
}
