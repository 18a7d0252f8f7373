import type { Template } from '../../../lib/template.ts';

/** ImageMagick's own directory differs with its version: 6 in Debian 12, 7 in Debian 13. */
export const imagePolicyPath = (imagemagick: string): string => `/etc/ImageMagick-${imagemagick}/policy.xml`;

/**
 * Takes the place of Debian's file, which forbids PDF: WordPress makes a preview of the first page of an uploaded PDF.
 * What executes a language of its own (PostScript), writes videos or fetches from the network stays forbidden. Temporary
 * files lie on the disk: in Debian 13, `/tmp` is memory.
 */
export const imagePolicy = (): Template => `<?xml version="1.0" encoding="UTF-8"?>
<!-- Written by flotilla; a change made here is undone by the next apply. -->
<!DOCTYPE policymap [
<!ELEMENT policymap (policy)*>
<!ELEMENT policy (#PCDATA)>
<!ATTLIST policy domain CDATA #REQUIRED name CDATA #IMPLIED pattern CDATA #IMPLIED rights CDATA #IMPLIED
  stealth CDATA #IMPLIED value CDATA #IMPLIED>
]>
<policymap>
  <policy domain="resource" name="memory" value="128MiB"/>
  <policy domain="resource" name="map" value="256MiB"/>
  <policy domain="resource" name="width" value="16KP"/>
  <policy domain="resource" name="height" value="16KP"/>
  <policy domain="resource" name="area" value="128MP"/>
  <policy domain="resource" name="disk" value="1GiB"/>
  <policy domain="resource" name="thread" value="1"/>
  <policy domain="resource" name="temporary-path" value="/var/tmp"/>
  <policy domain="delegate" rights="none" pattern="URL"/>
  <policy domain="delegate" rights="none" pattern="HTTPS"/>
  <policy domain="delegate" rights="none" pattern="HTTP"/>
  <policy domain="path" rights="none" pattern="@*"/>
  <policy domain="coder" rights="none" pattern="{MSL,MVG,URL,HTTP,HTTPS,FTP}"/>
  <policy domain="coder" rights="none" pattern="{PS,PS2,PS3,EPS,EPSF,EPSI,EPT,XPS}"/>
  <policy domain="coder" rights="read" pattern="PDF"/>
</policymap>
`;
