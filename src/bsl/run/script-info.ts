import { dirname } from 'node:path';
import type { Source } from '../syntax/source.js';
import { BslObject, define } from '../values/object.js';

/** What `CurrentScript()` returns. */
export class ScriptInfo extends BslObject {
  readonly source: Source;

  constructor(source: Source) {
    super();
    this.source = source;
  }
}

define(ScriptInfo, {
  type: 'ИнформацияОСценарии ScriptInformation',
  properties: {
    'Источник Source': {
      get(this: ScriptInfo) {
        return this.source.path ?? this.source.name;
      },
    },
    'Каталог Path': {
      get(this: ScriptInfo) {
        return this.source.path === undefined ? process.cwd() : dirname(this.source.path);
      },
    },
  },
});
