"""Customer segmentation for financial services."""

from __future__ import annotations
