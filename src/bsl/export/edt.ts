import { escapeXml } from '../../core/formats/xml/entities.js';
import {
  CONTAINED,
  type CommonModule,
  type Configuration,
  idOf,
  LANGUAGES,
  RUNS_IN,
} from './configuration.js';
import type { Files } from './files.js';

/** The oldest platform that every current version of EDT knows. */
const PLATFORM = '8.3.20';
const NAMESPACE = 'xmlns:mdclass="http://g5.1c.ru/v8/dt/metadata/mdclass"';
const XML = '<?xml version="1.0" encoding="UTF-8"?>';

/** A project of 1C:Enterprise Development Tools. */
export function edtProject(configuration: Configuration): Files {
  const files: Files = new Map([
    ['.project', projectOf(configuration)],
    ['.settings/org.eclipse.core.resources.prefs', SETTINGS],
    ['DT-INF/PROJECT.PMF', `Manifest-Version: 1.0\nRuntime-Version: ${PLATFORM}\n`],
    ['src/Configuration/Configuration.mdo', rootOf(configuration)],
  ]);
  for (const module of configuration.modules) {
    const folder = `src/CommonModules/${module.name}`;
    files.set(`${folder}/${module.name}.mdo`, moduleOf(module, configuration));
    files.set(`${folder}/Module.bsl`, module.text);
  }
  return files;
}

const SETTINGS = 'eclipse.preferences.version=1\nencoding/<project>=UTF-8\n';

function projectOf({ name }: Configuration): string {
  return `${XML}
<projectDescription>
	<name>${name}</name>
	<comment></comment>
	<projects>
	</projects>
	<buildSpec>
		<buildCommand>
			<name>org.eclipse.xtext.ui.shared.xtextBuilder</name>
			<arguments>
			</arguments>
		</buildCommand>
	</buildSpec>
	<natures>
		<nature>org.eclipse.xtext.ui.shared.xtextNature</nature>
		<nature>com._1c.g5.v8.dt.core.V8ConfigurationNature</nature>
	</natures>
</projectDescription>
`;
}

function rootOf({ name, language, version, modules }: Configuration): string {
  const { name: languageName, variant, code } = LANGUAGES[language];
  const contained = CONTAINED.map(
    (id) => `  <containedObjects classId="${id}" objectId="${idOf(name, 'contained', id)}"/>`,
  );
  const children = modules.map(
    (module) => `  <commonModules>CommonModule.${escapeXml(module.name)}</commonModules>`,
  );
  return `${XML}
<mdclass:Configuration ${NAMESPACE} uuid="${idOf(name, 'configuration')}">
  <name>${name}</name>
${contained.join('\n')}
  <configurationExtensionCompatibilityMode>${PLATFORM}</configurationExtensionCompatibilityMode>
  <defaultRunMode>ManagedApplication</defaultRunMode>
  <usePurposes>PersonalComputer</usePurposes>
  <scriptVariant>${variant}</scriptVariant>
  <version>${escapeXml(version)}</version>
  <defaultLanguage>Language.${languageName}</defaultLanguage>
  <dataLockControlMode>Managed</dataLockControlMode>
  <objectAutonumerationMode>NotAutoFree</objectAutonumerationMode>
  <modalityUseMode>DontUse</modalityUseMode>
  <synchronousPlatformExtensionAndAddInCallUseMode>DontUse</synchronousPlatformExtensionAndAddInCallUseMode>
  <compatibilityMode>${PLATFORM}</compatibilityMode>
  <languages uuid="${idOf(name, 'language', languageName)}">
    <name>${languageName}</name>
${synonym(languageName, code, '    ')}
    <languageCode>${code}</languageCode>
  </languages>
${children.join('\n')}
</mdclass:Configuration>
`;
}

function moduleOf({ name, title }: CommonModule, { name: owner, language }: Configuration): string {
  return `${XML}
<mdclass:CommonModule ${NAMESPACE} uuid="${idOf(owner, 'module', name)}">
  <name>${escapeXml(name)}</name>
${synonym(title, LANGUAGES[language].code, '  ')}
${RUNS_IN.map((flag) => `  <${flag}>true</${flag}>`).join('\n')}
</mdclass:CommonModule>
`;
}

function synonym(text: string, language: string, indent: string): string {
  return `${indent}<synonym>
${indent}  <key>${language}</key>
${indent}  <value>${escapeXml(text)}</value>
${indent}</synonym>`;
}
