import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import { AsMarkdown } from './as-markdown.mjs';
import { Services } from './services.mjs';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'doc-after': () => h(AsMarkdown) }),
  enhanceApp: ({ app }) => app.component('Services', Services),
};
