import { type CallOptions, isDeadline } from '../../core/definition/call-options.js';
import { type Labels, quoted } from '../../core/definition/labels.js';

/** Call options with their own options on the command line. */
const OWN: Readonly<Partial<Record<keyof CallOptions, string>>> = {
  saveTo: '--out',
  debug: '--debug',
};

/** How a method's command line names inputs. */
export const cliLabels: Labels = {
  param: (key, option = key) => `--${option}`,
  callOption: (name) => OWN[name] ?? `${name} in --config`,
  callOptions(example) {
    const pairs = Object.entries(example).map(([name, value]) => {
      // Milliseconds in programs, seconds on the command line.
      const typed = isDeadline(name) ? Number(value) / 1000 : value;
      return `'${name}':${quoted(typed)}`;
    });
    return `--config "{${pairs.join(',')}}"`;
  },
  stream: '--stream',
  partial: 'With --stream, what arrives is printed as it arrives.',
};
