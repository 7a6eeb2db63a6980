import type {
  MethodManifest,
  ParamManifest,
  ServiceManifest,
} from '../../src/catalogue/manifest.js';

/** A param as in the manifest, with defaults for what the test does not need. */
export function paramOf(option: string, more: Partial<ParamManifest> = {}): ParamManifest {
  const usual = { summary: `The ${option}`, kind: 'text', takes: 'text', required: true };
  return { key: option, option, ...usual, ...more };
}

/** A method as in the manifest. */
export function methodOf(
  params: readonly ParamManifest[],
  more: Partial<MethodManifest> = {},
): MethodManifest {
  return {
    name: 'DoIt',
    summary: 'Does it.',
    details: '',
    reference: undefined,
    throws: [],
    examples: [],
    effect: 'read',
    offline: false,
    programOnly: false,
    dryRun: true,
    rows: false,
    pages: false,
    streams: false,
    text: false,
    params: [...params],
    ...more,
  };
}

/** A service as in the manifest, with all its methods in one region. */
export function serviceOf(
  methods: readonly MethodManifest[],
  more: Partial<ServiceManifest> = {},
): ServiceManifest {
  return {
    name: 'example',
    identifier: 'example',
    title: 'Example',
    category: 'Databases',
    summary: 'For tests',
    callOptions: ['timeout'],
    regions: [{ title: 'All', methods: [...methods] }],
    ...more,
  };
}
