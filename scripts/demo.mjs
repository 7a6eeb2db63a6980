// Asks the embedded server a question on the command line: shows the command, then runs it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const question = 'How do I upload a file?';

console.log(
  `\n$ oint openai GetResponse --url local --model oint-guide --text --msgs "${question}"\n`,
);
const { status } = spawnSync(
  process.execPath,
  [
    main,
    'openai',
    'GetResponse',
    '--url',
    'local',
    '--model',
    'oint-guide',
    '--text',
    '--msgs',
    question,
  ],
  { stdio: 'inherit' },
);
if (status === 0) {
  console.log(
    '\nThat was the embedded server: no key, no network. Run npm link to put oint on your PATH.',
  );
}
process.exitCode = status ?? 1;
