import { expect, test } from 'vitest';
import { opener } from './user-terminal.js';

test.each([
  ['darwin', {}, ['open']],
  ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler']],
  ['linux', { DISPLAY: ':0' }, ['xdg-open']],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open']],
  ['linux', { BROWSER: '/usr/bin/firefox' }, ['/usr/bin/firefox']],
  ['linux', {}, undefined],
  ['darwin', { SSH_TTY: '/dev/ttys1' }, undefined],
  ['linux', { DISPLAY: ':0', BROWSER: 'firefox', SSH_CONNECTION: 'a b c d' }, undefined],
] as const)('a browser is opened on %s with %j by %j', (platform, env, expected) => {
  expect(opener(platform, env)).toEqual(expected);
});
