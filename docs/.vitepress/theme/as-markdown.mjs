import { useData, withBase } from 'vitepress';
import { h } from 'vue';

/** The way to a page's Markdown, below the page. */
export function AsMarkdown() {
  const href = withBase(`/${useData().page.value.relativePath}`);
  const link = h('a', { href, target: '_blank' }, 'This page as Markdown');
  return h('p', { class: 'as-markdown' }, [link]);
}
