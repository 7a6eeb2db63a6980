import { describe, expect, it } from 'vitest';
import { readIndex, readManifest } from '../../catalogue/manifest.js';
import {
  callOptionsPage,
  listGuides,
  methodPage,
  readGuide,
  servicePage,
  servicesPage,
} from '../../docs/index.js';
import { onTerminal } from './on-terminal.js';

const services = readIndex().services.map(({ name }) => readManifest(name));
/** Every page but those of methods, of which these have the longest names and values. */
const LONGEST = ['s3', 'postgres'];
const pages: [string, string][] = [
  ...listGuides().map(({ name }): [string, string] => [name, readGuide(name)]),
  ['services', servicesPage(readIndex())],
  ['call-options', callOptionsPage()],
  ...services.map((service): [string, string] => [service.name, servicePage(service)]),
  ...services
    .filter(({ name }) => LONGEST.includes(name))
    .flatMap((service) =>
      service.regions.flatMap(({ methods }) =>
        methods.map((method): [string, string] => [
          `${service.name} ${method.name}`,
          methodPage({ service, method, records: {} }),
        ]),
      ),
    ),
];

const terminal = (columns: number) => ({ isTTY: true, columns }) as NodeJS.WriteStream;
const show = (page: string, columns = 80) => onTerminal(page, terminal(columns));

const CODE = /^```[\s\S]*?^```$/gm;

describe('a page on a terminal', () => {
  it.each([80, 60])(
    'of %i columns is nowhere wider, but for code and single words',
    async (columns) => {
      for (const [name, page] of pages) {
        const text = (await show(page, columns)).replace(CODE, '');
        const wide = text
          .split('\n')
          .filter((line) => line.length > columns && /\S\s\S/.test(line));
        expect(wide, name).toEqual([]);
        expect(
          text.split('\n').filter((line) => line.startsWith('|')),
          name,
        ).toEqual([]);
      }
    },
  );

  it('wraps paragraphs by its own width, not by that of their source', async () => {
    const text = await show('One two three four five six seven\neight nine ten.\n', 40);
    expect(text).toBe('One two three four five six seven eight\nnine ten.\n');
  });

  it('breaks commands so that they can be pasted', async () => {
    const long = 'oint openai GetResponse --url http://localhost:8080 --model qwen3';
    const page = (language: string, line: string) => `\`\`\`${language}\n${line}\n\`\`\`\n`;
    expect(await show(page('sh', long), 40)).toBe(
      page('sh', 'oint openai GetResponse \\\n  --url http://localhost:8080 \\\n  --model qwen3'),
    );
    for (const other of [
      page('text', long),
      page('sh', `# ${long}`),
      page('sh', `cat <<END\n${long}\nEND`),
    ]) {
      expect(await show(other, 40)).toBe(other);
    }
  });
});
