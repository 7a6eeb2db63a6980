import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { inProgram, typed } from '../../../test/support/context.js';
import { whyNo } from '../../../test/support/daemon.js';
import { folder } from '../../../test/support/folder.js';
import { start } from '../../../test/support/server.js';
import type { Bytes } from '../../core/files/bytes.js';
import { readCurl } from './curl-line.js';
import http from './index.js';
import { shellWords } from './shell-words.js';

describe('the words of a command line', () => {
  it.each([
    [`a  'b c' "d \\"e\\" $x"`, ['a', 'b c', 'd "e" $x']],
    [`a\\ b 'it'\\''s' ""`, ['a b', "it's", '']],
    ['one \\\n  two\\\nthree', ['one', 'twothree']],
    [`$'a\\nb\\u0041\\x42\\101\\''`, ["a\nbABA'"]],
    [
      'curl ^"http://x/?a=1^&b=2^" ^\r\n  -H ^"A: ^\\^"b^\\^"^"',
      ['curl', 'http://x/?a=1&b=2', '-H', 'A: "b"'],
    ],
    ['$HOME a=$', ['$HOME', 'a=$']],
  ])('%s', (line, words) => {
    expect(shellWords(line)).toEqual(words);
  });

  it.each([`'a`, `"a`, `$'a`])('%s is not closed', (line) => {
    expect(() => shellWords(line)).toThrow('not closed');
  });
});

describe('a curl command', () => {
  const read = (line: string) => readCurl(line, inProgram());

  it.each([
    ['curl example.com', { method: 'GET', url: 'http://example.com', redirects: 0 }],
    ['curl -L https://x -sS', { redirects: undefined }],
    ['curl -I https://x', { method: 'HEAD' }],
    ['curl -sXPUT -H"A: 1" https://x', { method: 'PUT', headers: { A: '1' } }],
    ['curl https://x -d a=1 --data b=2', { method: 'POST', body: 'a=1&b=2' }],
    [
      'curl -G https://x?z=0 -d a=1 --data-urlencode "b=c d"',
      { method: 'GET', url: 'https://x?z=0&a=1&b=c+d', body: undefined },
    ],
    [
      'curl https://x --json {}',
      { headers: { 'content-type': 'application/json', accept: 'application/json' } },
    ],
    ['curl https://x -u me:p:w --digest', { user: 'me', password: 'p:w', auth: 'digest' }],
    [
      'curl https://x -F a=1 --form-string b=@c',
      {
        form: [
          ['a', '1'],
          ['b', '@c'],
        ],
      },
    ],
    [
      'curl https://x -k -m 2.5 -x p:1 --retry 3',
      { options: { insecure: true, timeout: 2500, proxy: 'p:1', retries: 3 } },
    ],
    [
      'curl https://x --aws-sigv4 aws:amz:eu-west-1:s3 -u k:s',
      { aws: { region: 'eu-west-1', service: 's3' } },
    ],
    [
      "curl https://x -b 'a=1; b=2' -A me -e http://y -r 0-9",
      {
        headers: {
          cookie: 'a=1; b=2',
          'user-agent': 'me',
          referer: 'http://y',
          range: 'bytes=0-9',
        },
      },
    ],
    ["curl https://x -H 'Empty;' -H 'Accept:'", { headers: { Empty: '' } }],
  ])('%s', async (line, expected) => {
    expect(await read(line)).toMatchObject(expected);
  });

  it('may name files only if a user typed it', async () => {
    const path = join(await folder(), 'data.txt');
    await writeFile(path, 'a\nb');
    for (const line of [`curl http://x -d @${path}`, `curl http://x -F f=@${path}`]) {
      await expect(read(line)).rejects.toThrow('reads the file');
    }
    expect((await readCurl(`curl http://x -d @${path}`, typed())).body).toBe('ab');
    const { body } = await readCurl(`curl http://x --data-binary @${path}`, typed());
    expect(await (body as Bytes).buffer()).toEqual(Buffer.from('a\nb'));
    const { form } = await readCurl(
      `curl http://x -F 'f=@${path};filename=b.csv;type=text/csv'`,
      typed(),
    );
    expect(form[0]![1]).toMatchObject({ name: 'b.csv', type: 'text/csv' });
  });
});

const noCurl = whyNo('curl');
describe.skipIf(noCurl)(`curl itself${noCurl ? ` (skipped: ${noCurl})` : ''}`, () => {
  it('sends the same as a pasted command, and as the command that a dry run prints', async () => {
    const server = await start((_, response) => void response.end('{}'));
    const lines = [
      `curl -s ${server.url}/a?b=1 -H 'X-One: 1' -d 'x=1' -d y=2`,
      `curl -s -X DELETE ${server.url}/a -H 'Accept: text/plain'`,
      `curl -s ${server.url}/json --json '{"a":"é"}'`,
      `curl -s -u 'me:pa ss' ${server.url}/basic`,
      `curl -s -G ${server.url}/q --data-urlencode 'a=b c'`,
    ];
    const sent = () => {
      const { method, path, headers, body } = server.requests.at(-1)!;
      const { 'content-type': type, authorization, accept } = headers;
      return {
        method,
        path,
        type,
        authorization,
        body: String(body),
        one: headers['x-one'],
        accept,
      };
    };
    for (const line of lines) {
      await promisify(execFile)('bash', ['-c', line]);
      const byCurl = sent();
      await http.sendRequest({ curl: line });
      expect(sent(), line).toEqual(byCurl);
      const dryRun: string[] = [];
      await http.sendRequest.definition.invoke({ curl: line }, { dryRun });
      if (line.includes('-u ')) continue;
      await promisify(execFile)('bash', ['-c', `${dryRun[0]} -s`]);
      expect(sent(), dryRun[0]).toEqual(byCurl);
    }
  });
});
