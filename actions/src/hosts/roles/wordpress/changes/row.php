<?php
// Written by flotilla. What a row of changes names beside addresses.
namespace Flotilla;

/** Every page. */
const ALL = '*';
/** Every page too, but a host fetches none again before somebody asks for it. */
const REST = '+';
/** Begins a link: pages that show it are meant, wherever they are. */
const LINK = '~';
