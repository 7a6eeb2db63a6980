import { exampleLine } from '../../../catalogue/example.js';
import type { ParamManifest, ServiceManifest } from '../../../catalogue/manifest.js';
import type { Found } from '../../../catalogue/search/method-index.js';
import type { AttachedFile, Picture } from '../engine.js';

/** Up to this many services are listed with all their methods; more only with their summary. */
const MOST_IN_FULL = 2;

/** A method's documentation with a command to paste; `others` are listed below it. */
export function methodAnswer({ service, method }: Found, others: readonly Found[]): string {
  const { name, summary, details, params, reference } = method;
  const [about] = details.split('\n\n');
  const width = Math.max(0, ...params.map(({ option }) => option.length));
  return paragraphs(
    lines(`${name} (${service.name}): ${summary}`, about),
    `    ${exampleLine(service.name, method)}`,
    lines(...params.map((param) => `  --${param.option.padEnd(width)}  ${described(param)}`)),
    lines(
      reference && `Documentation: ${reference}`,
      others.length > 0 && `See also: ${names(others, service.name)}`,
    ),
  );
}

/** What users can ask about. */
export function overview(services: readonly ServiceManifest[]): string {
  return paragraphs(
    "I am oint-guide, a search over OInt's own documentation. OInt, the Open Integration Package, has ready-made methods for external services, each available as a command and a TypeScript function:",
    contents(services),
    invitation(services),
    REAL_MODEL,
  );
}

/** Says that nothing was found, and what there is. */
export function notFound(nearest: readonly Found[], services: readonly ServiceManifest[]): string {
  return paragraphs(
    lines(
      "I found no answer to this in OInt's documentation, and I know nothing else.",
      REAL_MODEL,
      nearest.length > 0 && `Closest matches: ${names(nearest)}.`,
    ),
    contents(services),
    invitation(services),
  );
}

/** What to use for everything else. */
const REAL_MODEL =
  'For anything else, use a language model: that of a server (--url ADDRESS --model NAME), or one on this machine (oint docs local-models).';

/** Lists the attachments that are not read. */
export function describeAttached(
  pictures: readonly Picture[],
  files: readonly AttachedFile[],
): string {
  const kinds = [pictures.length > 0 && 'images', files.length > 0 && 'binary files'];
  return lines(
    `I cannot see ${kinds.filter(Boolean).join(' or ')}: I only search documentation. Received:`,
    ...pictures.map(({ type, bytes }) => `- ${type}, ${bytes.length} bytes`),
    ...files.map(({ name, type, bytes }) => `- ${name}, ${type}, ${bytes} bytes`),
  );
}

function contents(services: readonly ServiceManifest[]): string {
  if (services.length <= MOST_IN_FULL) {
    return paragraphs(
      ...services.map(({ name, summary, regions }) =>
        lines(
          `${name}: ${summary}`,
          ...regions.map(
            ({ title, methods }) =>
              `- ${title}: ${methods.map((method) => method.name).join(', ')}`,
          ),
        ),
      ),
    );
  }
  // One line a category: fifty services would fill the screen.
  const categories = [...new Set(services.map(({ category }) => category))];
  return lines(
    ...categories.map((category) => {
      const names = services.filter((one) => one.category === category).map(({ name }) => name);
      return `- ${category}: ${names.join(', ')}`;
    }),
    'oint docs services says what each is for.',
  );
}

function invitation([service]: readonly ServiceManifest[]): string {
  const method = service?.regions[0]?.methods[0];
  const help = service && method ? `: oint ${service.name} ${method.name} --help` : '';
  return `Ask how to do something, or name a method. Every method has its own help too${help}`;
}

/** A param's summary, with the values it accepts in parentheses. */
function described({
  summary,
  kind,
  takes,
  required,
  default: usual,
  values,
}: ParamManifest): string {
  const isPlain = kind === 'text' || kind === 'secret';
  const notes = [
    values?.join(', ') ??
      (isPlain ? undefined : takes.replace(/,? such as .*$|, (as|with) .*$/s, '')),
    usual !== undefined && usual !== '' ? `default: ${String(usual)}` : undefined,
    required || (usual !== undefined && usual !== '') ? undefined : 'optional',
  ].filter((note) => note !== undefined);
  return notes.length > 0 ? `${summary} (${notes.join('; ')})` : summary;
}

function names(found: readonly Found[], among?: string): string {
  return found
    .map(({ service, method }) =>
      service.name === among ? method.name : `${service.name} ${method.name}`,
    )
    .join(', ');
}

type Line = string | false | undefined;

function lines(...all: readonly Line[]): string {
  return all.filter(Boolean).join('\n');
}

function paragraphs(...all: readonly string[]): string {
  return all.filter((text) => text !== '').join('\n\n');
}
