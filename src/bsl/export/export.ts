import { readManifest } from '../../catalogue/manifest.js';
import type { CommonModule } from './configuration.js';
import { dump } from './dump.js';
import { edtProject } from './edt.js';
import type { Files } from './files.js';
import { inLanguage } from './language.js';
import { oneScriptLibrary } from './onescript.js';
import { serverModule } from './server-module.js';
import {
  exportedMethods,
  moduleName,
  type Style,
  serverModuleName,
  serviceModule,
} from './service-module.js';

/** What an export may be. */
export const FORMATS = ['files', 'edt', 'ospx', 'modules'] as const;
type Format = (typeof FORMATS)[number];

export interface Export extends Style {
  services: readonly string[];
  format: Format;
  /** The address of OInt's server. */
  server: string;
}

/** The files of an export. `settings` is the region of an older one, which its user may have changed. */
export function exportedFiles(wanted: Export, settings?: string): Files {
  const { language, format } = wanted;
  const version = process.env.OINT_VERSION ?? '0.0.0';
  const platform = format === 'ospx' ? 'onescript' : '1c';
  const own = inLanguage(serverModule(platform, wanted.server), language);
  const modules: CommonModule[] = [
    {
      name: serverModuleName(wanted),
      title: 'OInt',
      text: settings === undefined ? own : own.replace(SETTINGS, () => settings),
    },
    ...servicesOf(wanted).map((service) => ({
      name: moduleName(service.name, wanted),
      title: `OInt: ${service.title}`,
      text: serviceModule(service, wanted),
    })),
  ];
  if (format === 'ospx') return oneScriptLibrary(modules, version);
  if (format === 'modules') return new Map(modules.map(({ name, text }) => [`${name}.bsl`, text]));
  const configuration = { name: `${wanted.prefix}OInt`, language, version, modules };
  return format === 'edt' ? edtProject(configuration) : dump(configuration);
}

/** The exported services: those with a method that OInt's server offers. */
export function servicesOf({ services }: Export) {
  return services.map(readManifest).filter((service) => exportedMethods(service).length > 0);
}

/** The region that belongs to the user, up to the next one of ours. */
const SETTINGS =
  /^#(?:Region Settings|Область Настройки)$[\s\S]*?(?=^#(?:Region Calls|Область Вызовы)$)/m;

/** The settings in the module of an older export. */
export function settingsIn(module: string): string | undefined {
  return SETTINGS.exec(module.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'))?.[0];
}

/** The path of the module with the settings. */
export function settingsPath({ format, ...style }: Export): string {
  const name = serverModuleName(style);
  return {
    files: `CommonModules/${name}/Ext/Module.bsl`,
    edt: `src/CommonModules/${name}/Module.bsl`,
    ospx: `src/${name}.os`,
    modules: `${name}.bsl`,
  }[format];
}
