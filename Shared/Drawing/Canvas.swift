// SPDX-License-Identifier: Apache-2.0

internal import CCairo

/// A picture in shades of grey, drawn with cairo and written as PNG.
///
/// It belongs to whoever made it, on one thread at a time: it is no `Sendable`.
public final class Canvas {
    public typealias Point = (x: Double, y: Double)

    /// In pixels.
    public let width: Int
    public let height: Int
    private let surface: OpaquePointer
    private let context: OpaquePointer

    /// A white picture.
    ///
    /// - Throws: `DrawingError` when there is no memory for it.
    public init(width: Int, height: Int) throws(DrawingError) {
        self.width = width
        self.height = height
        // Neither is ever null: what is wrong with them is in their status.
        // One byte a pixel: what cairo keeps as opaqueness is our shade, and a PNG of it is grey.
        surface = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32(width), Int32(height))
        context = cairo_create(surface)
        let status = cairo_status(context)
        guard status == CAIRO_STATUS_SUCCESS else { throw DrawingError(status) }
        cairo_set_operator(context, CAIRO_OPERATOR_SOURCE)
        ink(1)
        cairo_paint(context)
        cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    /// A line through points.
    ///
    /// - Parameter shade: from 0, black, to 1, white.
    public func line(through points: [Point], width: Double, shade: Double) {
        guard let first = points.first else { return }
        cairo_new_path(context)
        cairo_move_to(context, first.x, first.y)
        for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
        ink(shade)
        cairo_set_line_width(context, width)
        cairo_stroke(context)
    }

    /// A round dot.
    public func dot(at point: Point, radius: Double, shade: Double) {
        cairo_new_path(context)
        cairo_arc(context, point.x, point.y, radius, 0, 2 * .pi)
        ink(shade)
        cairo_fill(context)
    }

    /// How text stands in the picture.
    public struct Placing: Sendable {
        /// The middle of the text.
        public var middle: Point
        /// The height of the font, in pixels.
        public var size: Double
        /// Clockwise, in radians.
        public var angle: Double
        /// How far its top leans to the left, as a part of its height.
        public var slant: Double

        public init(middle: Point, size: Double, angle: Double = 0, slant: Double = 0) {
            self.middle = middle
            self.size = size
            self.angle = angle
            self.slant = slant
        }
    }

    /// Text in bold type, its outline bent point by point.
    ///
    /// - Parameters:
    ///   - font: the family's name; another one of the machine's when it does not have it.
    ///   - bend: where a point of the outline goes.
    /// - Returns: false when nothing of it can be seen: the machine has no font.
    @discardableResult
    public func write(
        _ text: String, font: String, _ placing: Placing, shade: Double, bend: (Point) -> Point = { $0 }
    ) -> Bool {
        cairo_select_font_face(context, font, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD)
        cairo_set_font_size(context, placing.size)
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text, &extents)
        guard extents.width > 0 else { return false }
        cairo_save(context)
        cairo_translate(context, placing.middle.x, placing.middle.y)
        cairo_rotate(context, placing.angle)
        var lean = cairo_matrix_t()
        cairo_matrix_init(&lean, 1, 0, placing.slant, 1, 0, 0)
        cairo_transform(context, &lean)
        cairo_new_path(context)
        cairo_move_to(
            context, -extents.x_bearing - extents.width / 2, -extents.y_bearing - extents.height / 2)
        cairo_text_path(context, text)
        // From here on in the picture's own points.
        cairo_restore(context)
        self.bend(by: bend)
        ink(shade)
        cairo_fill(context)
        return true
    }

    /// Moves every point of the path.
    private func bend(by bend: (Point) -> Point) {
        guard let path = cairo_copy_path(context) else { return }
        defer { cairo_path_destroy(path) }
        var index = 0
        while index < path.pointee.num_data {
            // A header says how many entries there are up to the next; the others are points.
            let length = Int(path.pointee.data[index].header.length)
            for offset in 1..<max(1, length) {
                let point = path.pointee.data[index + offset].point
                let bent = bend((point.x, point.y))
                path.pointee.data[index + offset].point.x = bent.x
                path.pointee.data[index + offset].point.y = bent.y
            }
            index += Int(max(1, length))
        }
        cairo_new_path(context)
        cairo_append_path(context, path)
    }

    private func ink(_ shade: Double) { cairo_set_source_rgba(context, 0, 0, 0, shade) }

    /// The part of the picture that is darker than half, from 0 to 1.
    public var darkness: Double {
        cairo_surface_flush(surface)
        guard let data = cairo_image_surface_get_data(surface) else { return 0 }
        let stride = Int(cairo_image_surface_get_stride(surface))
        var dark = 0
        for y in 0..<height {
            for x in 0..<width where data[y * stride + x] < 128 { dark += 1 }
        }
        return Double(dark) / Double(width * height)
    }

    /// The picture as a PNG file.
    public func png() throws(DrawingError) -> [UInt8] {
        let file = Output()
        let status = cairo_surface_write_to_png_stream(
            surface,
            { closure, data, count in
                guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
                let file = Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue()
                file.bytes += UnsafeBufferPointer(start: data, count: Int(count))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(file).toOpaque())
        guard status == CAIRO_STATUS_SUCCESS else { throw DrawingError(status) }
        return file.bytes
    }

    /// What cairo's writer fills, which knows only a pointer.
    private final class Output {
        var bytes: [UInt8] = []
    }
}
