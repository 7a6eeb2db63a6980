import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { longestStop } from '../../../test/support/longest-stop.js';
import { Markdown } from './markdown.js';

const terminal = { isTTY: true, hasColors: () => true, columns: 80 } as NodeJS.WriteStream;
/** In milliseconds of this process's own work: the goal is 200, the rest is for slow machines. */
const LONGEST = 600;
const SIZE = 200_000;

async function rendered(text: string): Promise<string> {
  const markdown = await Markdown.open(terminal);
  let shown = '';
  for (let at = 0; at < text.length; at += 4_000) {
    shown += markdown.add(text.slice(at, at + 4_000));
    await setImmediate();
  }
  return shown + markdown.end();
}

await rendered('# loaded *before* it is measured');

const row = `|${'a|'.repeat(40)}\n`;
const texts = {
  ...Object.fromEntries(
    [
      ...['*a ', '**a', '_a', '*a_', 'a***', '~~a', '`', '`a``b', '[', '[a](', '![a](', '<a '],
      ...['<!--', '&amp;', '\\', 'http://a.', 'www.', 'a@', '[a]: b\n', '# a\n', '#', '```\n'],
      ...[
        '>',
        '> > ',
        '- ',
        '1. ',
        '- a\n',
        '- a\n\n',
        '***\n',
        '*a_\n',
        '*_~`[(<',
        '漢',
        '\u0301',
      ],
      ...['|a|b|\n|-|-|\n', `${'>'.repeat(200)} a\n`, '*a*|**b**\n', ' ', '\t', '\n'],
    ].map((piece) => [JSON.stringify(piece), piece.repeat(SIZE / piece.length)]),
  ),
  'lists in lists': Array.from({ length: 600 }, (_, at) => `${' '.repeat(2 * at)}- a`).join('\n'),
  'a long table': row + row.replaceAll('a', '-') + row.repeat(2_000),
  'a wide table': `|${'a|'.repeat(6_000)}\n|${'-|'.repeat(6_000)}\n|${'b|'.repeat(6_000)}\n`,
};

it.each(Object.entries(texts))(
  'shows a hostile text (%s) in linear time, in short steps',
  { timeout: 60_000 },
  async (_, text) => {
    let shown = '';
    const stop = await longestStop(async () => {
      shown = await rendered(text);
    });
    expect(stop).toBeLessThan(LONGEST);
    expect(shown.length).toBeLessThan(60 * text.length);
  },
);

it('still formats what people write', async () => {
  const text = `${'Some **bold** and *other* words. '.repeat(20)}\n> > > deep\n`;
  expect(await rendered(text)).toContain('\u001b[1mbold');
});
