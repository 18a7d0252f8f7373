<?php
// ⟦written⟧
// Special values among the addresses of a change.
namespace Flotilla;

/** All pages. */
const ALL = '*';
/** All pages too, but a host does not fetch them again before someone requests them. */
const REST = '+';
/** The first character of a link: it stands for all pages that contain the link. */
const LINK = '~';
