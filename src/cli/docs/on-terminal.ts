import { Markdown } from '../markdown/markdown.js';
import { wrapCommand } from '../start/layout.js';
import { width } from '../start/terminal.js';

/** A block of commands: its fence, the lines in it, the fence below. */
const COMMANDS = /^(```sh\n)((?:(?!```)[^\n]*\n)*)(```$)/gm;

/** A page of Markdown as it reads best on a terminal. */
export async function onTerminal(page: string, stream: NodeJS.WriteStream): Promise<string> {
  const columns = width(stream);
  const fitting = page.replace(COMMANDS, (_, head: string, lines: string, end: string) => {
    return `${head}${fits(lines, columns)}${end}`;
  });
  // Pages are wrapped in their source, for readers of that.
  const markdown = await Markdown.open(stream, { joinLines: true });
  return markdown.add(fitting) + markdown.end();
}

/** Long commands are broken before an option; not comments, nor text that a command reads. */
function fits(lines: string, columns: number): string {
  if (lines.includes('<<')) return lines;
  return lines
    .split('\n')
    .flatMap((line) => (line.startsWith('#') ? [line] : wrapCommand(line, columns)))
    .join('\n');
}
