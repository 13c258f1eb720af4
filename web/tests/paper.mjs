// PDF files for the tests, written by hand: what a scanner makes, and what nobody should.

import { deflateSync } from "node:zlib";

/** A4, in points. */
export const A4 = [595, 842];

/** An object that is a stream. */
export function stream(dictionary, bytes) {
  return Buffer.concat([Buffer.from(`<< ${dictionary} /Length ${bytes.length} >>\nstream\n`), Buffer.from(bytes), Buffer.from("\nendstream")]);
}

/** A file of numbered objects; the first is the catalogue. */
export function pdf(objects, trailer = "") {
  const parts = [Buffer.from("%PDF-1.7\n")];
  const places = [];
  let at = parts[0].length;
  for (const [index, object] of objects.entries()) {
    places.push(at);
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object), Buffer.from("\nendobj\n")]);
    parts.push(part);
    at += part.length;
  }
  const rows = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
  parts.push(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`));
  return Buffer.concat(parts);
}

/** A file of pages, each of a content (an object) and of what it names; `more` are objects from 4 + 2 × pages on. */
export function pages(all, more = [], trailer = "") {
  const page = (_, index) => `${4 + 2 * index} 0 R`;
  const objects = ["<< /Type /Catalog /Pages 2 0 R >>", `<< /Type /Pages /Count ${all.length} /Kids [${all.map(page).join(" ")}] >>`, "<< >>"];
  for (const [index, { box = A4, content = stream("", ""), resources = "" }] of all.entries()) {
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${box.join(" ")}] /Contents ${5 + 2 * index} 0 R /Resources << ${resources} >> >>`, content);
  }
  return pdf([...objects, ...more], trailer);
}

/** What a scanner makes: white pages, and on the last one a picture that fills it. */
export function scan(jpeg, [width, height], blank = 0, after = 0) {
  const whites = (count) => Array.from({ length: count }, () => ({}));
  const image = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode`;
  const at = 4 + 2 * (blank + 1 + after);
  const shown = { content: stream("", `q ${A4[0]} 0 0 ${A4[1]} 0 0 cm /Im Do Q`), resources: `/XObject << /Im ${at} 0 R >>` };
  return pages([...whites(blank), shown, ...whites(after)], [stream(image, jpeg)]);
}

/** A file that needs a password: no word opens what these hashes are of. */
export function locked() {
  const hash = "ab".repeat(32);
  const encrypt = `<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <${hash}> /U <${hash}> >>`;
  return pages([{}], [encrypt], `/Encrypt 6 0 R /ID [<${"cd".repeat(16)}> <${"cd".repeat(16)}>]`);
}

/** Forms that each show the next ten times, ten deep: more than anybody waits for. */
export function endless() {
  const depth = 10;
  const forms = Array.from({ length: depth }, (_, index) => {
    const next = index + 1 < depth ? `/Resources << /XObject << /F ${7 + index} 0 R >> >>` : "";
    const content = next ? "/F Do ".repeat(10) : "0 0 1 1 re f";
    return stream(`/Type /XObject /Subtype /Form /BBox [0 0 595 842] ${next}`, content);
  });
  return pages([{ content: stream("", "/F Do"), resources: "/XObject << /F 6 0 R >>" }], forms);
}

/** Some kilobytes that unpack to 600 megabytes. */
export function swelling() {
  const packed = deflateSync(deflateSync(Buffer.alloc(600_000_000, 32)));
  return pages([{ content: stream("/Filter [/FlateDecode /FlateDecode]", packed) }]);
}

/** A page as wide as a street, with a picture of 900 million pixels that is not there. */
export function vast() {
  const image = stream("/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceRGB /BitsPerComponent 8", "");
  const page = { box: [1e6, 3e5], content: stream("", "q 1000000 0 0 300000 0 0 cm /Im Do Q"), resources: "/XObject << /Im 6 0 R >>" };
  return pages([page], [image]);
}
