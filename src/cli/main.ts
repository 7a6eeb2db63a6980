#!/usr/bin/env node
// Only what is loaded after this file is kept compiled, so it contains nothing else.
import { keepCompiled } from './compiled.js';

const { NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE } = process.env;
const hasItsOwn = Number.parseInt(process.versions.node, 10) >= 22;
if (hasItsOwn) enableNodesOwn();
else if (!NODE_DISABLE_COMPILE_CACHE && !NODE_V8_COVERAGE) keepCompiled();
void import('./start/main.js');

function enableNodesOwn(): void {
  const nodeModule: object = process.getBuiltinModule('node:module');
  (nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();
}
